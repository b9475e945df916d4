"""Hostile drives, devices and files at the seller's PC: each attack by its number."""
