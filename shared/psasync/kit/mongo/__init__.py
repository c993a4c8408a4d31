"""MongoDB behind one thin, typed wrapper that motor and pymongo's async client both fit.

The driver's own errors are raised: `MongoError` is their root; `DuplicateKeyError` and `BulkWriteError` are the ones
that callers tell apart.
"""

from pymongo import DeleteMany, DeleteOne, InsertOne, ReplaceOne, UpdateMany, UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError
from pymongo.errors import PyMongoError as MongoError

from psasync.kit.mongo.collection import BulkOperation, Collection, Document, Filter, Sort
from psasync.kit.mongo.connect import connect
from psasync.kit.mongo.database import Database
from psasync.kit.mongo.errors import duplicate_index, duplicate_indexes, only_duplicates
from psasync.kit.mongo.indexes import Index, IndexLoop, apply_indexes
from psasync.kit.mongo.results import BulkResult, UpdateResult

__all__ = [
    "BulkOperation",
    "BulkResult",
    "BulkWriteError",
    "Collection",
    "Database",
    "DeleteMany",
    "DeleteOne",
    "Document",
    "DuplicateKeyError",
    "Filter",
    "Index",
    "IndexLoop",
    "InsertOne",
    "MongoError",
    "ReplaceOne",
    "Sort",
    "UpdateMany",
    "UpdateOne",
    "UpdateResult",
    "apply_indexes",
    "connect",
    "duplicate_index",
    "duplicate_indexes",
    "only_duplicates",
]
