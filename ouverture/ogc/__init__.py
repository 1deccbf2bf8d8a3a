"""OGC API – Features (part 1: core), for QGIS, GDAL and other mapping tools."""
