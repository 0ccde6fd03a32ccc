/* A web server of the tests, with the faults of real ones: a thread on a port of 127.0.0.1 that
 * answers one connection after the other from a table of routes. */
#ifndef BED_PULL_TEST_SERVER_H
#define BED_PULL_TEST_SERVER_H

#include "base/test.h"

#include "base/base.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_MAX = 8192, ROUTES_MAX = 16 };

typedef struct route {
    const char *path; /* "/file.json" */
    bed_str     body;
    const char *etag, *last_modified; /* NULL: not sent */
    const char *headers;              /* further lines, each with "\r\n" */
    bool        ranges;               /* honours Range, and If-Range by the tag and the date */
    bool        deaf;                 /* honours Range, and takes no notice of If-Range */
    bool        chunked;              /* no Content-Length, chunks */
    bool        unbounded;            /* no Content-Length, the end is the connection's */
    long        lie;                  /* added to Content-Length and to the total of a range */
    long        shift;                /* added to where a range begins */
    size_t      cut;                  /* closes after so many bytes of the body, n_cuts times */
    int         n_cuts;
    int         n_stalls;  /* times it falls silent in the midst of the body */
    const char *instead;   /* status line and headers of the first n_instead replies */
    int         n_instead; /* -1: of all */
    /* what was asked */
    int  n_requests;
    char last[REQUEST_MAX];
} route;

typedef struct server {
    route        *routes;
    size_t        n_routes;
    int           listener;
    unsigned      port;
    volatile bool stop;
    volatile bool stalling; /* a reply has fallen silent */
    pthread_t     thread;
} server;

static bool send_all(int fd, const char *at, size_t n)
{
    while (n > 0) {
        const ssize_t sent = send(fd, at, n, MSG_NOSIGNAL);

        if (sent <= 0)
            return false;
        at += sent;
        n -= (size_t)sent;
    }
    return true;
}

/* Waits until the other side closes or the server is stopped. */
static void fall_silent(server *s, int fd)
{
    char byte;

    s->stalling = true;
    while (!s->stop) {
        struct pollfd p = { .fd = fd, .events = POLLIN };

        if (poll(&p, 1, 20) > 0 && recv(fd, &byte, 1, 0) <= 0)
            break;
    }
    s->stalling = false;
}

/* The value of a header of a request, "" where it has none. */
static const char *header_of(const char *request, const char *name, char *out, size_t bytes)
{
    const size_t n = strlen(name);

    out[0] = '\0';
    for (const char *line = request; line != NULL; line = strstr(line, "\r\n")) {
        line += line == request ? 0 : 2;
        if (strncasecmp(line, name, n) == 0 && line[n] == ':')
            snprintf(out, bytes, "%.*s", (int)strcspn(line + n + 2, "\r"), line + n + 2);
    }
    return out;
}

/* Where the reply begins: 0, or what Range asks for when the route honours it. */
static size_t range_start(const route *r, const char *request)
{
    char               range[128], condition[256];
    unsigned long long first = 0;

    header_of(request, "Range", range, sizeof range);
    header_of(request, "If-Range", condition, sizeof condition);
    if (!r->ranges || sscanf(range, "bytes=%llu-", &first) != 1)
        return 0;
    if (condition[0] == '\0' || r->deaf)
        return (size_t)first;
    if ((r->etag != NULL && strcmp(condition, r->etag) == 0) ||
        (r->last_modified != NULL && strcmp(condition, r->last_modified) == 0))
        return (size_t)first;
    return 0;
}

static void send_body(server *s, route *r, int fd, bed_str body)
{
    static const char last[] = "0\r\nX-Trailer: 1\r\n\r\n";
    size_t            n      = body.len;

    if (r->n_stalls > 0) {
        r->n_stalls--;
        if (send_all(fd, body.ptr, n / 2))
            fall_silent(s, fd);
        return;
    }
    if (r->cut > 0 && r->cut < n && r->n_cuts != 0) {
        n = r->cut;
        r->n_cuts -= r->n_cuts > 0 ? 1 : 0;
    }
    if (!r->chunked) {
        (void)send_all(fd, body.ptr, n);
        return;
    }
    for (size_t at = 0; at < n; at += 1000) {
        char         size[16];
        const size_t part = n - at < 1000 ? n - at : 1000;

        snprintf(size, sizeof size, "%zx\r\n", part);
        if (!send_all(fd, size, strlen(size)) || !send_all(fd, body.ptr + at, part) ||
            !send_all(fd, "\r\n", 2))
            return;
    }
    if (n == body.len)
        (void)send_all(fd, last, sizeof last - 1);
}

static void answer(server *s, route *r, int fd)
{
    char         head[2048];
    const size_t from = range_start(r, r->last);
    int          n    = 0;

    if (from > 0 && from >= r->body.len) {
        n = snprintf(head, sizeof head,
                     "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */%zu\r\n"
                     "Content-Length: 0\r\nConnection: close\r\n\r\n",
                     r->body.len);
        (void)send_all(fd, head, (size_t)n);
        return;
    }
    const bed_str body = { r->body.ptr + from, r->body.len - from };
    n                  = snprintf(head, sizeof head, "HTTP/1.1 %s\r\nConnection: close\r\n",
                 from > 0 ? "206 Partial Content" : "200 OK");
    if (from > 0)
        n += snprintf(head + n, sizeof head - (size_t)n, "Content-Range: bytes %ld-%ld/%ld\r\n",
                      (long)from + r->shift, (long)r->body.len - 1 + r->shift,
                      (long)r->body.len + r->lie);
    if (r->chunked)
        n += snprintf(head + n, sizeof head - (size_t)n, "Transfer-Encoding: chunked\r\n");
    else if (!r->unbounded)
        n += snprintf(head + n, sizeof head - (size_t)n, "Content-Length: %ld\r\n",
                      (long)body.len + r->lie);
    if (r->etag != NULL)
        n += snprintf(head + n, sizeof head - (size_t)n, "ETag: %s\r\n", r->etag);
    if (r->last_modified != NULL)
        n += snprintf(head + n, sizeof head - (size_t)n, "Last-Modified: %s\r\n", r->last_modified);
    n +=
        snprintf(head + n, sizeof head - (size_t)n, "%s\r\n", r->headers == NULL ? "" : r->headers);
    if (send_all(fd, head, (size_t)n))
        send_body(s, r, fd, body);
}

static bool read_request(int fd, char request[REQUEST_MAX])
{
    size_t n = 0;

    request[0] = '\0';
    while (n + 1 < REQUEST_MAX && strstr(request, "\r\n\r\n") == NULL) {
        const ssize_t got = recv(fd, request + n, REQUEST_MAX - 1 - n, 0);

        if (got <= 0)
            return false;
        n += (size_t)got;
        request[n] = '\0';
    }
    return true;
}

static void serve_one(server *s, int fd)
{
    static const char none[] = "HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n"
                               "Connection: close\r\n\r\nnot here\n";
    static const char rest[] = "Content-Length: 3\r\nConnection: close\r\n\r\nno\n";
    char              request[REQUEST_MAX], path[256];

    if (!read_request(fd, request) || sscanf(request, "GET %255s", path) != 1)
        return;
    for (size_t i = 0; i < s->n_routes; i++) {
        route *r = &s->routes[i];

        if (strcmp(r->path, path) != 0)
            continue;
        r->n_requests++;
        memcpy(r->last, request, sizeof request);
        if (r->n_instead == 0) {
            answer(s, r, fd);
        } else {
            r->n_instead -= r->n_instead > 0 ? 1 : 0;
            (void)send_all(fd, r->instead, strlen(r->instead));
            (void)send_all(fd, rest, sizeof rest - 1);
        }
        return;
    }
    (void)send_all(fd, none, sizeof none - 1);
}

static void *serve(void *context)
{
    server *s = context;

    while (!s->stop) {
        struct pollfd p  = { .fd = s->listener, .events = POLLIN };
        const int     fd = poll(&p, 1, 20) > 0 ? accept(s->listener, NULL, NULL) : -1;

        if (fd < 0)
            continue;
        serve_one(s, fd);
        shutdown(fd, SHUT_WR);
        close(fd);
    }
    return NULL;
}

static inline void server_start(server *s, route *routes, size_t n)
{
    struct sockaddr_in at    = { .sin_family = AF_INET };
    socklen_t          bytes = sizeof at;

    *s                 = (server){ .routes = routes, .n_routes = n };
    s->listener        = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(s->listener >= 0);
    assert_int_equal(bind(s->listener, (const void *)&at, sizeof at), 0);
    assert_int_equal(listen(s->listener, 16), 0);
    assert_int_equal(getsockname(s->listener, (void *)&at, &bytes), 0);
    s->port = ntohs(at.sin_port);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static inline void server_stop(server *s)
{
    s->stop = true;
    assert_int_equal(pthread_join(s->thread, NULL), 0);
    close(s->listener);
}

#endif
