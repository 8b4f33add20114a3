"""The only home of the course's tables; datapackage.json describes them."""
