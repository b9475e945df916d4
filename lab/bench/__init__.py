"""Figures, measured now: sessions, codecs beside those of others, boxes of meters."""
