/* What a pull reads from outside: the header of a reply, line by line, the note beside a file, and
 * the name and the address of a download. The first byte chooses. */
#include "pull/http.h"

static void read_header(bed_str text)
{
    bed__reply r = BED__REPLY;

    while (text.len > 0)
        bed__reply_line(&r, bed_take_line(&text), 1700000000);
    (void)bed__tag_strong(r.etag);
}

static void read_note(bed_str text)
{
    bed__note n;

    (void)bed__note_parse(text, &n);
}

/* "from\nto" */
static void read_addresses(bed_str text)
{
    char    from[BED__URL_MAX], to[BED__URL_MAX], host[256];
    bed_str first = bed_take_line(&text);

    snprintf(from, sizeof from, "%.*s", (int)(first.len < BED__URL_MAX ? first.len : 0), first.ptr);
    snprintf(to, sizeof to, "%.*s", (int)(text.len < BED__URL_MAX ? text.len : 0),
             text.len == 0 ? "" : text.ptr);
    (void)bed__http_token_goes(from);
    (void)bed__http_redirect_fault(from, to);
    (void)bed__http_host(to, host, sizeof host);
    (void)bed_download_file_fault(from);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const bed_str text = { (const char *)data + 1, size - 1 };
    switch (data[0] % 3) {
    case 0:
        read_header(text);
        break;
    case 1:
        read_note(text);
        break;
    default:
        read_addresses(text);
    }
    return 0;
}
