"""Pure geometry for drawing: no database, no request."""
