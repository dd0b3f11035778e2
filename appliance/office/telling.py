"""What has to do with telling others of events, put together (spec/SCG.md 8)."""

from __future__ import annotations

from collections.abc import Callable

from appliance.office.deliveries import Deliveries
from appliance.office.desk import Desk
from appliance.office.fanout import FanOut
from appliance.office.subscribing import Configurations, Subscriptions


class Telling:
    """`private` tells whether targets of private networks will do."""

    def __init__(self, desk: Desk, private: Callable[[], bool]) -> None:
        self.configurations = Configurations(desk, private)
        self.subscriptions = Subscriptions(desk)
        self.deliveries = Deliveries(desk)
        self.fan_out = FanOut(desk)
