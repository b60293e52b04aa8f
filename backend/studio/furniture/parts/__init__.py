"""What furniture is made of: pieces shared by several kinds, and a folder for each kind."""
