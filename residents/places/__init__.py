"""Postcodes, wards and neighbourhoods."""
