/* Sources: published files of every container, read as one stream of JSON records.
 *
 * A reader gives, record by record, one JSON object as text with its place. What cannot be read as
 * a record is handed out whole with the reason (BED_REFUSED) and the stream goes on; nothing is
 * left out silently. Text is UTF-8 throughout: it is validated here and may be assumed after;
 * what is in another encoding is refused, or converted where the caller names it.
 *
 * Record shapes
 *   JSON lines, JSON array   the object's own bytes; an element that is no object: {"value":…}
 *   JSON object              {"key":"21645374","value":{…}} per member, in the file's order; or,
 *                            with `records`, the elements of the member of that name; or, where
 *                            that is a path, {"document":{…},"record":{…}} per element of the
 *                            innermost arrays: `document` has what stands beside the arrays
 *   CSV, TSV, XLSX           {"column":"cell",…}, every cell a string; without header c1 … cN,
 *                            which also name a column whose header is blank;
 *                            an empty CSV cell is "", an absent XLSX cell is left out; blank
 *                            lines of CSV are no rows
 *   XML                      {"document":{"#name":"Document","@id":"…","Focus":[{"#text":"…"}]},
 *                             "record":{"#name":"QAPair","@pid":"1","Question":[{"#text":"…"}]}}:
 *                            attributes "@name", children always arrays under their tag, own text
 *                            joined in "#text" (absent where there is none but blanks); `document`
 *                            is the root with those children, not holding records, that stood
 *                            before this record
 *   text                     {"text":"…"} per line that is not blank, block or paragraph, or of the
 *                            whole file (see `records`)
 *   Parquet                  to_json of the row
 *   pickle                   of a list, tuple or set its elements: a dict as an object, another
 *                            value {"value":…}; of a dict {"key":…,"value":…} per member. Only
 * plain values are read; what would import or call anything ends the reading
 *
 * Ownership: open gives a handle, close releases it; views of a record live until the following
 * next. Memory: flat in file size, bounded by max_record_bytes; of a pickle in proportion to its
 * file (see pickle.c). Threads: one reader, one thread at
 * a time; distinct readers are independent. */
#ifndef BED_SOURCE_SOURCE_H
#define BED_SOURCE_SOURCE_H

#include "corpus/corpus.h"
#include "source/turns.h"

typedef enum bed_container {
    BED_CONTAINER_UNKNOWN,
    BED_CONTAINER_JSONL,
    BED_CONTAINER_JSON_ARRAY,
    BED_CONTAINER_JSON_OBJECT,
    BED_CONTAINER_CSV, /* comma or semicolon */
    BED_CONTAINER_TSV,
    BED_CONTAINER_XML,
    BED_CONTAINER_XLSX,
    BED_CONTAINER_PARQUET,
    BED_CONTAINER_TEXT,
    BED_CONTAINER_PICKLE,
    BED_N_CONTAINERS
} bed_container;

/* "jsonl", "json_array", "json_object", "csv", "tsv", "xml", "xlsx", "parquet", "text", "pickle";
 * "unknown". */
const char *bed_container_name(bed_container container);

/* The container of a name as above. Errors: BED_EARGUMENT with a suggestion. */
bed_status bed_container_parse(const char *name, bed_container *out, bed_error *err) BED_USE_RESULT;

/* Keeps the zip archive open of which a member was opened last, so that one of many members is
 * opened once. For readers of one thread; zero is an empty one, which owns nothing. */
typedef struct bed_archives {
    struct bed__archive *last;
} bed_archives;

void bed_archives_deinit(bed_archives *a); /* readers of its members may go on */

/* What a file is, from its first bytes (its name only settles what the bytes leave open).
 * Errors: BED_EREAD; BED_EFORMAT for what is no source at all (an empty file, UTF-32, an HTML
 * page, a Git LFS pointer, other binaries), saying which. archives: as in bed_reader_options. */
bed_status bed_container_of(const char *path, bed_archives *archives, bed_container *out,
                            bed_error *err) BED_USE_RESULT;

typedef enum bed_header { BED_HEADER_AUTO, BED_HEADER_YES, BED_HEADER_NO } bed_header;

/* All zero is a good choice. Strings must outlive the reader. */
typedef struct bed_reader_options {
    bed_container container; /* BED_CONTAINER_UNKNOWN: as bed_container_of */
    /* JSON object: name of the member that holds the records (NULL: its members are the records);
     * JSON object and array: "data.paragraphs.qas", up to 8 names of members that hold arrays, of
     * which the last one's elements are the records.
     * XML: names of the record elements, "QAPair|pair" (NULL: the children of the root).
     * XLSX: name of the sheet (NULL: the first).
     * Text: NULL or "": each line is a record; "paragraph": blocks parted by blank lines;
     * "document": the whole file; else a PCRE2 pattern, tried at the beginning of lines, of those
     * that open a block: "id=\\d+$". */
    const char *records;
    /* Name of an ICU converter, "latin1", "windows-1252", "gb18030" (NULL: none): of records that
     * are not UTF-8; where characters may hold bytes of ASCII (GB18030), of files that are not
     * UTF-8 as a whole, whose offsets are then those of the converted text. UTF-16 with its mark
     * is known without. XML says its encoding itself; workbooks and Parquet have none. */
    const char     *encoding;
    bed_header      header; /* CSV, TSV, XLSX; BED_HEADER_AUTO: by the look of the first rows */
    size_t          max_record_bytes; /* 0: 64 MiB; longer records are refused */
    bed_archives   *archives;         /* NULL: the reader opens an archive for itself */
    const bed_talk *talk;             /* NULL: silent */
} bed_reader_options;

enum { BED_RECORD_MAX_BYTES = 64 << 20, BED_RAW_MAX_BYTES = 1 << 20 };

typedef struct bed_record {
    bed_str json;  /* one JSON object; empty for a refused record */
    bed_str raw;   /* the bytes of the record in its file; of one that is too long the first
                      BED_RAW_MAX_BYTES; may hold any bytes; of a refused XLSX row its cells as
                      {"c1":…}; empty for Parquet */
    uint64_t row;  /* 1-based among the records of the file, refused ones counted */
    uint64_t byte; /* offset of the first byte of the record; of .gz and zip members in the
                      uncompressed bytes; 0 for XLSX and Parquet */
} bed_record;

typedef struct bed_reader bed_reader;

/* Whether a name can be an encoding of the options. Errors: BED_EARGUMENT. */
bed_status bed_encoding_check(const char *name, bed_error *err) BED_USE_RESULT;

/* Opens a file: plain, .gz (by its first bytes), "archive.zip!member", or a zip archive with one
 * member. options may be NULL.
 * Errors: BED_EREAD, BED_EARGUMENT, BED_EMEMORY; BED_EFORMAT as bed_container_of, or when the
 * file's head is unusable (a header row with a name twice, a workbook without the sheet). */
bed_status bed_reader_open(const char *path, const bed_reader_options *options, bed_reader **out,
                           bed_error *err) BED_USE_RESULT;

/* The same over bytes in memory, which must outlive the reader; name stands for the file in errors
 * (NULL: "bytes"). Parquet cannot be read this way: BED_EARGUMENT. */
bed_status bed_reader_open_bytes(bed_str bytes, const char *name, const bed_reader_options *options,
                                 bed_reader **out, bed_error *err) BED_USE_RESULT;

void bed_reader_close(bed_reader *r); /* NULL allowed */

/* BED_OK       out is the next record.
 * BED_END      no more.
 * BED_REFUSED  this row cannot be read: out has its raw bytes and place, err the reason (err->byte:
 *              where exactly). The stream goes on after it.
 * other        the file is broken from here on (err: file, row, byte, reason); the same again when
 *              called again. */
bed_status bed_reader_next(bed_reader *r, bed_record *out, bed_error *err) BED_USE_RESULT;

bed_container bed_reader_container(const bed_reader *r);

/* SHA-256 and size of the file's bytes as they lie on disk (of a zip member: its uncompressed
 * bytes). Reads on to the end of the file where next has not: records not yet given are then lost
 * and next gives BED_END. Errors: BED_EREAD. */
bed_status bed_reader_sha256(bed_reader *r, char out[BED_SHA256_TEXT], uint64_t *bytes,
                             bed_error *err) BED_USE_RESULT;

/* The inputs at or below path in a fixed order (by bytes): a file gives itself, a folder the files
 * below it, a zip archive (at any of these places) "archive.zip!member" for each of its files, an
 * XLSX workbook itself. Hidden files, folders and "__MACOSX" are left out. Paths live in the arena.
 * Errors: BED_EREAD, BED_EFORMAT (a broken archive), BED_EMEMORY. */
bed_status bed_source_files(const char *path, bed_arena *arena, bed_file_list *out,
                            bed_error *err) BED_USE_RESULT;

/* Whether s is one JSON value and nothing else (RFC 8259, at most 512 deep; a name may stand twice
 * in an object). Errors: BED_REFUSED with the byte of the first fault and what was expected. */
bed_status bed_json_check(bed_str s, bed_error *err) BED_USE_RESULT;

/* Gives a session the functions of this room:
 *   read_records(path, container := …, records := …, header := …, encoding := …)
 *       -> file VARCHAR, row BIGINT, byte BIGINT, record VARCHAR (JSON), error VARCHAR
 *     every record of every input at or below path; a refused row, and a file that is broken from
 *     there on, has its error in place of the record.
 *   split_turns(text, MAP {label: role} [, 'nocase,escaped'])
 *       -> STRUCT(role VARCHAR, text VARCHAR)[]; NULL where split_turns_fault has a reason.
 *     'nocase': case of the labels does not count; 'escaped': the two characters \ and n end a
 *     line (and are line ends in the text of turns).
 *   split_turns_fault(…same…) -> VARCHAR, why the text cannot be split, or NULL
 *   json_fault(text) -> VARCHAR, why the text is not one JSON value (with its byte), or NULL */
bed_status bed_source_register(bed_session *session, bed_error *err) BED_USE_RESULT;

#endif
