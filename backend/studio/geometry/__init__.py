"""Triangle meshes and the solids furniture is put together from."""
