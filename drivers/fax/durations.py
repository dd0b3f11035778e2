"""How long signals are on the line, in seconds (T.30 5.3.1, 5.3.2; V.17, V.27ter, V.29 training)."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.fax import timers
from drivers.fax.rates import Scheme
from drivers.fax.steps import Send, Transmit

V21_RATE = 300  # bit/s
_CHECK_AND_FLAG = 3  # octets of a frame beside its own
_BITS_OF_OCTET = 8.4  # with those that are stuffed
_TRAINING: Mapping[Scheme, float] = {Scheme.V17: 1.4, Scheme.V29: 0.25, Scheme.V27TER: 0.7}
_SHORT_TRAINING = 0.14


def frames_seconds(step: Send) -> float:
    """A train of frames with its preamble."""
    octets = sum(len(frame) + _CHECK_AND_FLAG for frame in step.frames)
    return timers.PREAMBLE.seconds + octets * _BITS_OF_OCTET / V21_RATE


def training_seconds(step: Transmit) -> float:
    if step.short_training and step.modulation.scheme is Scheme.V17:
        return _SHORT_TRAINING
    return _TRAINING[step.modulation.scheme]


def data_seconds(step: Transmit) -> float:
    """Training and octets, without the silence before."""
    return training_seconds(step) + step.modulation.seconds(len(step.octets))
