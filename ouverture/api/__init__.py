"""The public API, version 1: territories, communes, actors and themes."""
