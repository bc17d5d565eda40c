"""SampleClock: when each block was heard, from samples that are counted exactly and arrival times that are not."""

from __future__ import annotations

import math

_LONGEST_STEP_NS = 100e6
_FIRST_HZ, _LAST_HZ = 1.0, 0.02
_SETTLES_S = 10.0


class SampleClock:
    """A delay-locked loop: follows the device's true rate and is not moved by blocks that come late now and then.

    After "Using a DLL to filter time" (F. Adriaensen, 2005). Blocks that come more than 0.1 s beside their time were
    not recorded without a gap: the loop begins anew.

    Args:
        rate: samples a second, nominal.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._ns_a_sample = 1e9 / rate
        self._next_ns = 0.0
        self._followed_s = -1.0

    def start_ns(self, samples: int, observed_ns: int) -> int:
        """When the first of so many samples was heard.

        Args:
            samples: in the block.
            observed_ns: the same as the system tells it, with the jitter of its threads.
        """
        if self._followed_s < 0 or abs(observed_ns - self._next_ns) > _LONGEST_STEP_NS:
            self._next_ns, self._ns_a_sample, self._followed_s = float(observed_ns), 1e9 / self._rate, 0.0
        period_s = samples / self._rate
        share = min(1.0, self._followed_s / _SETTLES_S)
        omega = 2 * math.pi * period_s * _FIRST_HZ * (_LAST_HZ / _FIRST_HZ) ** share
        error_ns = observed_ns - self._next_ns
        start_ns = self._next_ns + min(1.0, math.sqrt(2) * omega) * error_ns
        self._ns_a_sample += omega * omega * error_ns / samples
        self._next_ns = start_ns + samples * self._ns_a_sample
        self._followed_s += period_s
        return round(start_ns)
