"""What a model gets wrong, in pictures: maps, galleries of mistakes, tables of confusion."""
