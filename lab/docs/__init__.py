"""Makers of pages, sheets and glyphs; the checks of flows, menus and texts."""
