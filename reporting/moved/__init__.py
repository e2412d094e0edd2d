"""What moved: four weeks beside the four before, two lines for each measure of the lead’s page."""
