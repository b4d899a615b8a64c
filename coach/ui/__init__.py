"""The pages: thin scripts that call the application and draw what it returns."""
