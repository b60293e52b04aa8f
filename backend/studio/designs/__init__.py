"""Style families, designs and their finishes."""
