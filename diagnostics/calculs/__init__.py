"""Pure calculations: plain values in, plain values out; no database, no request, no wording."""
