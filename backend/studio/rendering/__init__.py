"""From meshes, materials and lights to pictures, on the CPU."""
