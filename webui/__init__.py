"""The page that the box serves: ES modules, as they are."""
