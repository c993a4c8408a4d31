"""HTTP: the platform's own records for applications, jobs and imported days for the sibling services."""
