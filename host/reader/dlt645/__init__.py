"""DL/T 645 in words: what data identifiers mean, in both editions of the standard; every frame explained."""
