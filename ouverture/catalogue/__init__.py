"""The catalogue of open data: what is given away, in which words, under which licence."""
