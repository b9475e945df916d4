# listener.py - what hangs at the other end of a simulated line: hears bytes, and may answer


class Listener:
    """Stands where a meter stands. Says `answer` some time after each whole `question`."""

    number = "000000000000"

    def __init__(self, clock, question=b"", answer=b"", delay_ms=20):
        self.heard = bytearray()
        self.speak = lambda data: None
        self._clock, self._question, self._answer, self._delay_us = clock, question, answer, delay_ms * 1000

    def hear(self, byte):
        self.heard.append(byte)
        if self._answer and self.heard.endswith(self._question):
            self._clock.after(self._delay_us, lambda: self.speak(self._answer))
