"""Pure calculations on platforms: plain values in, plain values out."""
