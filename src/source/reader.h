/* What the readers of this room share: a stream of bytes, a window over it, one row of functions
 * per container. Private to src/source. */
#ifndef BED_SOURCE_READER_H
#define BED_SOURCE_READER_H

#include "source/source.h"

/* ---- archive.c: zip archives by libzip, with bounds ------------------------------------------ */

typedef struct bed__archive bed__archive;
typedef struct bed__member  bed__member;

/* Of a file (path) or, where path is NULL, of bytes that must outlive it; name is for errors. */
bed_status bed__archive_open(const char *path, bed_str bytes, const char *name, bed__archive **out,
                             bed_error *err) BED_USE_RESULT;
/* The archive at path, kept open in `kept` (NULL: not). One owner more: close it as any other. */
bed_status bed__archive_share(bed_archives *kept, const char *path, bed__archive **out,
                              bed_error *err);
void       bed__archive_close(bed__archive *a); /* NULL allowed */
bool       bed__archive_has(bed__archive *a, const char *member);
bool       bed__archive_is_workbook(bed__archive *a);
/* Visible files sorted by their bytes. */
bed_status bed__archive_list(bed__archive *a, bed_arena *arena, bed_file_list *out,
                             bed_error *err) BED_USE_RESULT;
/* Errors: BED_EFORMAT: absent, encrypted, by its sizes a bomb. */
bed_status bed__member_open(bed__archive *a, const char *name, bed__member **out,
                            bed_error *err) BED_USE_RESULT;
void       bed__member_close(bed__member *m); /* before the archive; NULL allowed */
/* *n 0: end. Errors: BED_EFORMAT: damaged (checksum, length), grown beyond the bounds. */
bed_status bed__member_read(bed__member *m, char *into, size_t room, size_t *n,
                            bed_error *err) BED_USE_RESULT;

/* Bytes that grow to more than BOMB_FLOOR and more than BOMB_RATIO times what they came from are
 * taken for an attack; real text stays below 30, deflate ends at 1032. */
enum { BED__BOMB_RATIO = 200, BED__BOMB_FLOOR = 64 << 20 };

/* ---- stream.c: bytes of a file, a zip member or memory, inflated where they are gzip ----------
 */

typedef struct bed__stream bed__stream;

bed_status bed__stream_open_file(const char *path, bed__stream **out,
                                 bed_error *err) BED_USE_RESULT;
bed_status bed__stream_open_bytes(bed_str bytes, bed__stream **out, bed_error *err) BED_USE_RESULT;
/* Takes the archive over, also when it fails. */
bed_status bed__stream_open_member(bed__archive *a, const char *member, bed__stream **out,
                                   bed_error *err) BED_USE_RESULT;
void       bed__stream_close(bed__stream *s); /* NULL allowed */
bed_status bed__stream_read(bed__stream *s, char *into, size_t room, size_t *n,
                            bed_error *err) BED_USE_RESULT;
bed_str    bed__stream_head(const bed__stream *s);      /* the first raw bytes, before any read */
uint64_t   bed__stream_raw_bytes(const bed__stream *s); /* read so far, as they lie on disk */
uint64_t   bed__stream_size(const bed__stream *s);      /* of the raw bytes; 0: not known */
bool       bed__stream_is_gzip(const bed__stream *s);
/* Reads the raw bytes to their end; further reads give the end. */
bed_status bed__stream_sha256(bed__stream *s, char out[BED_SHA256_TEXT], uint64_t *bytes,
                              bed_error *err) BED_USE_RESULT;

/* ---- encoding.c -------------------------------------------------------------------------------
 */

typedef struct bed__encoding bed__encoding;

/* The name must outlive it. Errors: BED_EARGUMENT: ICU knows none of that name. */
bed_status  bed__encoding_create(const char *name, bed__encoding **out,
                                 bed_error *err) BED_USE_RESULT;
void        bed__encoding_destroy(bed__encoding *e); /* NULL allowed */
const char *bed__encoding_name(const bed__encoding *e);
/* Whether only whole files can be converted: where a byte of ASCII may be part of a character. */
bool bed__encoding_of_whole_files(const bed__encoding *e);
bool bed__encoding_of_units(const bed__encoding *e); /* of two bytes or more: UTF-16, UTF-32 */
/* Adds the next bytes of a run as UTF-8; what is no character as the byte 0xFF. */
bed_status bed__encoding_feed(bed__encoding *e, bed_str in, bool last, bed_buffer *out,
                              bed_error *err) BED_USE_RESULT;
/* The same for a text that is all there. */
bed_status bed__recode(bed__encoding *e, bed_str s, bed_buffer *out, bed_error *err) BED_USE_RESULT;

/* The UTF-8 of a code point, at most 0x10FFFF; gives how many bytes. */
size_t bed__put_utf8(char out[4], uint32_t c);

/* ---- window.c: a piece of the stream that moves on --------------------------------------------
 */

typedef struct bed__window {
    bed__stream    *stream;
    const bed_talk *talk;
    char           *buf;
    size_t          capacity, max_bytes, step; /* step: bytes of one read */
    size_t          begin, end; /* buf[begin, end) is kept; begin is moved by the reader */
    uint64_t        base;       /* offset in the stream of buf[0] */
    bool            at_end;     /* nothing comes after buf[end] */
    bed__encoding  *encoding;   /* of the stream; NULL: it is not converted. Owned. */
    bed_buffer      converted;  /* from converted_at on it is still to be given */
    size_t          converted_at;
    bool            raw_end; /* of the stream that is converted */
} bed__window;

bed_status bed__window_init(bed__window *w, bed__stream *stream, size_t max_bytes,
                            bed_error *err) BED_USE_RESULT;
void       bed__window_deinit(bed__window *w);
/* Adds bytes behind end, at least one unless at_end; what stands before begin may go (buf moves).
 * Errors: of the stream; BED_EMEMORY; BED_EINTERRUPTED; BED_EINTERNAL when max_bytes are kept. */
bed_status bed__window_more(bed__window *w, bed_error *err) BED_USE_RESULT;

/* Takes e over, also when it fails: all that the stream gave and will give is converted; offsets
 * are those of the converted bytes. begin must be 0. */
bed_status bed__window_recode(bed__window *w, bed__encoding *e, bed_error *err) BED_USE_RESULT;

static inline size_t bed__window_len(const bed__window *w)
{
    return w->end - w->begin;
}

static inline uint64_t bed__window_at(const bed__window *w, size_t offset_from_begin)
{
    return w->base + w->begin + offset_from_begin;
}

/* ---- reader.c ---------------------------------------------------------------------------------
 */

typedef struct bed__reader_ops {
    bed_container container;
    bool          text;    /* raw is text in UTF-8: checked for every record by bed_reader_next */
    bool          recodes; /* its json is in UTF-8 even where raw is in r->encoding */
    bed_status (*open)(bed_reader *r, bed_error *err);
    bed_status (*next)(bed_reader *r, bed_record *out, bed_error *err);
    void (*close)(bed_reader *r); /* after a failed open too */
} bed__reader_ops;

struct bed_reader {
    const bed__reader_ops *ops;
    void                  *state;     /* of the container's reader */
    char                  *name;      /* the path as given */
    bool                   probing;   /* opened for its bytes alone */
    bool                   from_file; /* name is its path; else: */
    bed_str                bytes;
    bed_reader_options     options;
    size_t                 max_bytes;
    bed__archive          *archive; /* of a workbook */
    bed__stream           *stream;
    bed_buffer             slurped; /* a workbook that came compressed, a pickle */
    bed__window            window;
    bed__encoding         *encoding; /* of records that are not UTF-8; NULL: they are refused */
    bed_buffer             json, raw, recoded; /* scratch of the record at hand */
    size_t                 pending;   /* bytes of the record given last, to be passed over */
    uint64_t               n_records; /* given so far, refused ones too */
    bed_status             ended;     /* not BED_OK: nothing more comes */
    bed_error              failure;
    char                   sha256[BED_SHA256_TEXT];
    uint64_t               raw_bytes;
};

extern const bed__reader_ops bed__jsonl, bed__json_array, bed__json_object, bed__csv, bed__tsv,
    bed__xml, bed__xlsx, bed__parquet, bed__text, bed__pickle, bed__json_object_nested,
    bed__json_array_nested; /* of a path */

/* Whether `records` leads through several arrays: json_nested.c. NULL allowed. */
bool bed__is_nested_path(const char *records);

/* Takes all that the window still gives into r->slurped. Errors: BED_EFORMAT naming `what` when it
 * is more than max_bytes. */
bed_status bed__slurp(bed_reader *r, size_t max_bytes, const char *what,
                      bed_error *err) BED_USE_RESULT;

/* Whether s, which a record is made of, is to be converted: it is not UTF-8 and there is an
 * encoding. */
bool bed__wants_recoding(const bed_reader *r, bed_str s);

/* A record longer than the maximum: what its reader keeps while it passes over the rest. */
typedef struct bed__over {
    bool     on;
    uint64_t start, end; /* offsets in the stream; end where its reader wants it */
} bed__over;

/* Puts the first *at bytes of the window aside (at most BED_RAW_MAX_BYTES) and drops them: begin
 * moves up and *at becomes 0. */
bed_status bed__over_begin(bed_reader *r, bed__over *over, size_t *at,
                           bed_error *err) BED_USE_RESULT;
/* Fills out and err for the record that ended at offset `end`; gives BED_REFUSED. */
bed_status bed__over_end(bed_reader *r, bed__over *over, uint64_t end, bed_record *out,
                         bed_error *err) BED_USE_RESULT;

/* ---- columns.c --------------------------------------------------------------------------------
 */

enum { BED__MAX_COLUMNS = 16384, BED__COLUMN_KEYS_BYTES = 8 << 20 };

/* Adds s as the inside of a JSON string. */
bed_status bed__json_escape(bed_buffer *b, bed_str s, bed_error *err) BED_USE_RESULT;

/* Whether a first row looks like names of columns. others: further rows, n_columns cells each. */
bool bed__looks_like_header(const bed_str *first, size_t n_columns, const bed_str *others,
                            size_t n_others);

/* The names of a table's columns, each as the key `"name":`. */
typedef struct bed__columns {
    bed_buffer keys;
    size_t    *ends;
    size_t     n;
} bed__columns;

/* Room for n names. Errors: BED_EFORMAT: more than BED__MAX_COLUMNS. */
bed_status bed__columns_begin(bed__columns *c, size_t n, bed_error *err) BED_USE_RESULT;
/* The next column's name, escaped for JSON; a blank one is named by its place, c1, c2, … */
bed_status bed__columns_add(bed__columns *c, bed_str name, bed_error *err) BED_USE_RESULT;
/* Errors: BED_EFORMAT: two columns have one name. */
bed_status bed__columns_check(const bed__columns *c, bed_error *err) BED_USE_RESULT;
bed_str    bed__columns_key(const bed__columns *c, size_t i); /* `"name":` */
void       bed__columns_deinit(bed__columns *c);

/* ---- detect.c ---------------------------------------------------------------------------------
 */

enum { BED__PEEK_BYTES = 256 * 1024 };

/* The container of a file whose first bytes are `head` (all of it when whole). */
bed_status bed__detect(bed_str head, bool whole, const char *name, bed_container *out,
                       bed_error *err) BED_USE_RESULT;
/* By its bytes from protocol 2 on; before, by its name alone: .pk, .pkl, .pickle. */
bool bed__is_pickle(bed_str head, const char *name);
/* Begins with '<': XML, unless the caller says otherwise. */
bool bed__is_marked_up(bed_str head);
/* UTF-16 with its mark that is not for libxml2. */
bool bed__is_utf16(bed_str head, bed_container wanted);
/* Refuses what no reader takes: UTF-16, HTML, Git LFS pointers, other compressions, binaries. */
bed_status bed__detect_junk(bed_str head, bed_container wanted, bed_error *err) BED_USE_RESULT;

/* ---- sax.c: XML as a run of events, by libxml2's push parser ----------------------------------
 * Nothing outside the bytes is read; a document that defines entities is refused, so that none
 * grows; tags, comments and the like of more than 256 KiB and nesting beyond 200 are refused. */

typedef struct bed__sax bed__sax;

/* One attribute, laid out as libxml2 gives it. */
typedef struct bed__attribute {
    const char *local, *prefix, *uri, *value, *value_end;
} bed__attribute;

/* Names are unique pointers as long as the parser lives. A hook that fails ends the parsing. */
typedef struct bed__sax_hooks {
    bed_status (*start)(void *context, const char *name, const bed__attribute *attributes,
                        size_t n_attributes, bed_error *err);
    bed_status (*text)(void *context, bed_str s, bed_error *err);
    bed_status (*end)(void *context, bed_error *err);
} bed__sax_hooks;

bed_status bed__sax_create(const bed__sax_hooks *hooks, void *context, bed__sax **out,
                           bed_error *err) BED_USE_RESULT;
void       bed__sax_destroy(bed__sax *x); /* NULL allowed */
/* Errors: of the hooks; BED_EFORMAT with line and column. */
bed_status  bed__sax_feed(bed__sax *x, bed_str bytes, bool last, bed_error *err) BED_USE_RESULT;
uint64_t    bed__sax_at(const bed__sax *x); /* raw bytes that were parsed, within a hook too */
const char *bed__sax_encoding(const bed__sax *x); /* what was converted from; NULL: UTF-8 */
/* The name "prefix:local" of an attribute; unique as above. */
const char *bed__sax_name(bed__sax *x, const bed__attribute *attribute);

static inline bed_str bed__sax_value(const bed__attribute *a)
{
    return (bed_str){ a->value, (size_t)(a->value_end - a->value) };
}

/* ---- json_scan.c ------------------------------------------------------------------------------
 */

/* Passes over blanks from begin + *at; *c is the byte found there, or -1 at the end of the file.
 * over as below. */
bed_status bed__json_skip(bed_reader *r, size_t *at, int *c, bed__over *over,
                          bed_error *err) BED_USE_RESULT;

/* Passes over the value that begins at begin + *at, bounded by its structure alone; *at then stands
 * behind it. When what is kept from begin on grows beyond the maximum, over is switched on, and *at
 * counts from a begin moved up. over NULL: nothing before *at is wanted or kept.
 * Errors: BED_EFORMAT: no value, brackets that do not pair, nested too deep, the file's end. */
bed_status bed__json_value(bed_reader *r, size_t *at, bed__over *over,
                           bed_error *err) BED_USE_RESULT;

/* BED_REFUSED where s, whose first byte stands at `byte`, is nested deeper than a value may be;
 * what else may be wrong with it is not looked at. */
bed_status bed__json_check_depth(bed_str s, uint64_t byte, bed_error *err) BED_USE_RESULT;

/* What lies between the brackets of an array or (keyed) object whose opening bracket is passed. */
typedef struct bed__elements {
    bool     keyed, begun;
    uint64_t opened_at;
} bed__elements;

/* Moves begin to the next element; *c is its first byte, or the closing bracket. */
bed_status bed__elements_find(bed_reader *r, bed__elements *e, int *c,
                              bed_error *err) BED_USE_RESULT;

/* Gives the next element as a record; BED_END behind the closing bracket. */
bed_status bed__elements_next(bed_reader *r, bed__elements *e, bed_record *out,
                              bed_error *err) BED_USE_RESULT;

/* After the last value: BED_END, or BED_EFORMAT when something stands there. */
bed_status bed__json_nothing_more(bed_reader *r, bed_error *err) BED_USE_RESULT;

/* {"value":…} of a value checked by bed_json_check. Errors: BED_REFUSED: it is none. */
bed_status bed__json_wrap(bed_reader *r, bed_str value, uint64_t byte, bed_record *out,
                          bed_error *err) BED_USE_RESULT;

/* "'x'" or "byte 0x07" into out; returns out. */
const char *bed__show_byte(char c, char out[16]);

/* ---- csv.c ------------------------------------------------------------------------------------
 */

/* Looks at the first rows of `head` cut by `delimiter`: how many there are and the number of
 * columns that all of them have, or 0 when they differ. */
void bed__csv_shape(bed_str head, bool whole, char delimiter, size_t *n_rows, size_t *n_columns);

#endif
