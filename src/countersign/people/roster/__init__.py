"""The roster as a file: read, tried, taken over as a whole, and written out again.

The columns, in any order, with a first line that names them; separated by commas, semicolons or tabs:

| column | meaning |
| --- | --- |
| `employee_no` | up to 32 letters, digits, dots, dashes or underscores; names one person for good |
| `name` | the person's full name |
| `employment_type` | `full_time`, `part_time`, `conditional`, `temporary` or `contractual` |
| `unit` | the code of an open unit |
| `work_mail` | a department-issued address; may be empty or left out |

Any other column is left out of the house, whatever it holds, and named in the dry run.
"""
