"""What has to do with telling others of events, put together (spec/SCG.md 8)."""

from __future__ import annotations

from appliance.office.deliveries import Deliveries
from appliance.office.desk import Desk
from appliance.office.fanout import FanOut
from appliance.office.outlets import Configuration
from appliance.office.subscribing import Configurations, Subscriptions
from appliance.office.ways import Ways


class Telling:
    """See `Office` for what each is."""

    def __init__(self, desk: Desk, configuration: Configuration) -> None:
        self.configurations = Configurations(desk, configuration.private_targets)
        self.subscriptions = Subscriptions(desk)
        self.deliveries = Deliveries(desk)
        self.fan_out = FanOut(desk, Ways(desk, configuration))
