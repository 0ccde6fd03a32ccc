# Finds duckdb.h and libduckdb, 1.4 or later: first what the setup script put into .cache/duckdb,
# then what the machine has.
find_path(
  DuckDB_INCLUDE_DIR duckdb.h
  HINTS ${PROJECT_SOURCE_DIR}/.cache/duckdb $ENV{DUCKDB_ROOT}
  PATH_SUFFIXES include)
find_library(
  DuckDB_LIBRARY duckdb
  HINTS ${PROJECT_SOURCE_DIR}/.cache/duckdb $ENV{DUCKDB_ROOT}
  PATH_SUFFIXES lib)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  DuckDB
  REQUIRED_VARS DuckDB_LIBRARY DuckDB_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "run scripts/setup.sh first")
if(DuckDB_FOUND AND NOT TARGET DuckDB::duckdb)
  add_library(DuckDB::duckdb SHARED IMPORTED)
  set_target_properties(
    DuckDB::duckdb PROPERTIES IMPORTED_LOCATION ${DuckDB_LIBRARY} IMPORTED_NO_SONAME TRUE
                              INTERFACE_INCLUDE_DIRECTORIES ${DuckDB_INCLUDE_DIR})
endif()
