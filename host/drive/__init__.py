"""The device's drive, made ready: its files, its FAT image, its UF2."""
