"""The page of the simulator in a real browser: pictures, figures, a monkey that clicks."""
