#include "metric/ngram.h"

#include <string.h>

bed_status bed_matcher_begin(bed_matcher *m, const bed_str *tokens, size_t n, bed_error *err)
{
    BED_TRY(bed_token_table_begin(&m->tokens, n, err));
    BED_TRY(bed__room((void **)&m->hyp, &m->hyp_capacity, n, sizeof *m->hyp, err));
    BED_TRY(bed__room((void **)&m->counts, &m->counts_capacity, n, sizeof *m->counts, err));
    for (size_t i = 0; i < n; i++)
        m->hyp[i] = bed_token_table_add(&m->tokens, tokens[i]);
    m->n_hyp        = n;
    m->n_ref        = 0;
    m->n_references = 0;
    return BED_OK;
}

bed_status bed_matcher_reference(bed_matcher *m, const bed_str *tokens, size_t n, bed_error *err)
{
    const size_t end = m->n_ref + n;

    BED_TRY(bed__room((void **)&m->ref, &m->ref_capacity, end, sizeof *m->ref, err));
    BED_TRY(bed__room((void **)&m->owner, &m->owner_capacity, end, sizeof *m->owner, err));
    m->n_references++;
    for (size_t i = 0; i < n; i++) {
        m->ref[m->n_ref + i]   = bed_token_table_find(&m->tokens, tokens[i]);
        m->owner[m->n_ref + i] = (uint32_t)m->n_references;
    }
    m->n_ref = end;
    return BED_OK;
}

/* How often each n-gram stands in the references, at most in any one. */
static void count_references(bed_matcher *m, size_t n_places)
{
    for (size_t i = 0; i < n_places; i++) {
        bed__ngram_count *c;

        if (m->ref[i] == BED_NO_NUMBER)
            continue;
        c            = &m->counts[m->ref[i]];
        c->here      = c->reference == m->owner[i] ? c->here + 1 : 1;
        c->reference = m->owner[i];
        c->most      = c->here > c->most ? c->here : c->most;
    }
}

/* The matches; an n-gram that no reference has loses its number, *kept places have one after. */
static uint64_t count_matches(bed_matcher *m, size_t n_places, size_t *kept)
{
    uint64_t matches = 0;

    *kept = 0;
    for (size_t i = 0; i < n_places; i++) {
        bed__ngram_count *c;

        if (m->hyp[i] == BED_NO_NUMBER)
            continue;
        c = &m->counts[m->hyp[i]];
        if (c->most == 0) {
            m->hyp[i] = BED_NO_NUMBER;
        } else {
            matches += c->met++ < c->most;
            ++*kept;
        }
    }
    return matches;
}

/* Puts the number of the n-gram at each place in place of its (n-1)-gram's. */
static void lengthen(bed_matcher *m, size_t n_hyp, size_t n_ref)
{
    for (size_t i = 0; i < n_hyp; i++) {
        const uint32_t a = m->hyp[i], b = m->hyp[i + 1];

        m->hyp[i] = a == BED_NO_NUMBER || b == BED_NO_NUMBER ? BED_NO_NUMBER
                                                             : bed_pair_table_add(&m->pairs, a, b);
    }
    for (size_t i = 0; i < n_ref; i++) {
        const uint32_t a = m->ref[i], b = m->ref[i + 1];

        m->ref[i] = a == BED_NO_NUMBER || b == BED_NO_NUMBER || m->owner[i] != m->owner[i + 1]
                        ? BED_NO_NUMBER
                        : bed_pair_table_find(&m->pairs, a, b);
    }
}

bed_status bed_matcher_count(bed_matcher *m, size_t max, uint64_t *matches, bed_error *err)
{
    size_t   n_hyp = m->n_hyp, n_ref = m->n_ref, kept = 0;
    uint32_t n_distinct = m->tokens.n;

    memset(matches, 0, max * sizeof *matches);
    for (size_t n = 1; n <= max && n_hyp > 0 && n_ref > 0; n++) {
        if (n > 1) {
            BED_TRY(bed_pair_table_begin(&m->pairs, kept, err));
            lengthen(m, --n_hyp, --n_ref);
            n_distinct = m->pairs.n;
        }
        memset(m->counts, 0, n_distinct * sizeof *m->counts);
        count_references(m, n_ref);
        matches[n - 1] = count_matches(m, n_hyp, &kept);
        if (matches[n - 1] == 0)
            break;
    }
    return BED_OK;
}

void bed_matcher_deinit(bed_matcher *m)
{
    bed_token_table_deinit(&m->tokens);
    bed_pair_table_deinit(&m->pairs);
    bed_free(m->counts);
    bed_free(m->hyp);
    bed_free(m->ref);
    bed_free(m->owner);
    *m = (bed_matcher){ .n_hyp = 0 };
}
