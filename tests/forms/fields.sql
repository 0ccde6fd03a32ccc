-- Where the mappings take each label from: label, dataset, field of the source. A field stands where its
-- value is taken over; what a mapping works out itself ('none', CASE ... THEN 'yes') has none.
WITH texts AS (
    SELECT regexp_extract(filename, 'datasets/([a-z0-9_]+)/', 1) AS dataset, content
    FROM read_text('datasets/*/*.sql')
), items AS (
    SELECT dataset, unnest(regexp_extract_all(content, '''name'':\s*''[a-z_]+'',\s*''values'':\s*[^{}]*\}')) AS item
    FROM texts
), named AS (
    SELECT dataset, regexp_extract(item, '''name'':\s*''([a-z_]+)''', 1) AS label,
           regexp_replace(regexp_extract(item, '''values'':\s*([^{}]*)\}', 1), '\s+', ' ', 'g') AS expr
    FROM items
), taken AS ( -- conditions, literals and "#text" say nothing of where a value comes from; a marked line's role does
    SELECT dataset, label, regexp_extract(expr, 'IF [a-z]+\.role = ''([^'']+)''', 1) AS role,
           regexp_replace(regexp_replace(regexp_replace(regexp_replace(expr,
               'WHEN .*? THEN', ' ', 'g'), ' IF .*', ''), '''[^'']*''', '', 'g'), '\."#text"', '', 'g') AS expr
    FROM named
), core AS ( -- of "x.y FOR x IN list" x.y is what is taken, of "x FOR x IN a.list" the list
    SELECT dataset, label, role,
           CASE WHEN regexp_matches(split_part(expr, ' FOR ', 1), '\w\.["\w]') THEN split_part(expr, ' FOR ', 1) ELSE expr END AS expr
    FROM taken
), found AS (
    SELECT dataset, label,
           unnest(CASE WHEN role <> '' THEN [role]
                       ELSE regexp_extract_all(expr, '[A-Za-z_]+(?:\[\w+\])?(?:(?:\."[^"]+"|\.\w+)(?:\[\w+\])?)+') END) AS field
    FROM core
), last_part AS (
    SELECT DISTINCT label, dataset,
           trim(regexp_extract(regexp_replace(field, '(\[\w+\])+$', ''), '("[^"]+"|[^."]+)$', 1), '"') AS field
    FROM found
)
SELECT label, dataset, field FROM last_part
WHERE field NOT IN ('text', 'role')
ORDER BY ALL
