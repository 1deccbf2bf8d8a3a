"""Reading files of actors: no HTTP here, no writing."""
