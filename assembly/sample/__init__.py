"""The assembly of the Stoke sample: invented people, taken to where they stand by what the site's own pages call."""
