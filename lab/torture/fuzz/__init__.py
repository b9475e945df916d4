"""Parsers fed with garbage: streams, documents, reports, command lines."""
