"""Bad air: bits that turn over, light that is lost; how often it still loads, and that nothing is ever misread."""
