"""What crosses a process border: vocabulary, events, topics, canonical records, internal answers.

Pure data and pure functions: nothing here does I/O or imports the kit.
"""
