/* Names of licences on the Hugging Face hub: mostly the SPDX identifier in lower case, but the hub
 * knows a closed list only and drops "-only", "-or-later" and some versions.
 * Source: huggingface.co/docs/hub/repositories-licenses, spdx.org/licenses */
#include "corpus/describe.h"

#include <string.h>

static const struct {
    const char *spdx, *hub;
} licenses[] = {
    { "AFL-3.0", "afl-3.0" },
    { "AGPL-3.0-only", "agpl-3.0" },
    { "AGPL-3.0-or-later", "agpl-3.0" },
    { "Apache-2.0", "apache-2.0" },
    { "Artistic-2.0", "artistic-2.0" },
    { "BSD-2-Clause", "bsd-2-clause" },
    { "BSD-3-Clause", "bsd-3-clause" },
    { "BSD-3-Clause-Clear", "bsd-3-clause-clear" },
    { "BSL-1.0", "bsl-1.0" },
    { "C-UDA-1.0", "c-uda" },
    { "CC-BY-2.0", "cc-by-2.0" },
    { "CC-BY-2.5", "cc-by-2.5" },
    { "CC-BY-3.0", "cc-by-3.0" },
    { "CC-BY-4.0", "cc-by-4.0" },
    { "CC-BY-NC-2.0", "cc-by-nc-2.0" },
    { "CC-BY-NC-3.0", "cc-by-nc-3.0" },
    { "CC-BY-NC-4.0", "cc-by-nc-4.0" },
    { "CC-BY-NC-ND-3.0", "cc-by-nc-nd-3.0" },
    { "CC-BY-NC-ND-4.0", "cc-by-nc-nd-4.0" },
    { "CC-BY-NC-SA-2.0", "cc-by-nc-sa-2.0" },
    { "CC-BY-NC-SA-3.0", "cc-by-nc-sa-3.0" },
    { "CC-BY-NC-SA-4.0", "cc-by-nc-sa-4.0" },
    { "CC-BY-ND-4.0", "cc-by-nd-4.0" },
    { "CC-BY-SA-3.0", "cc-by-sa-3.0" },
    { "CC-BY-SA-4.0", "cc-by-sa-4.0" },
    { "CC0-1.0", "cc0-1.0" },
    { "CDLA-Permissive-1.0", "cdla-permissive-1.0" },
    { "CDLA-Permissive-2.0", "cdla-permissive-2.0" },
    { "CDLA-Sharing-1.0", "cdla-sharing-1.0" },
    { "ECL-2.0", "ecl-2.0" },
    { "EPL-1.0", "epl-1.0" },
    { "EPL-2.0", "epl-2.0" },
    { "EUPL-1.1", "eupl-1.1" },
    { "EUPL-1.2", "eupl-1.2" },
    { "GFDL-1.3-only", "gfdl" },
    { "GFDL-1.3-or-later", "gfdl" },
    { "GPL-2.0-only", "gpl-2.0" },
    { "GPL-2.0-or-later", "gpl-2.0" },
    { "GPL-3.0-only", "gpl-3.0" },
    { "GPL-3.0-or-later", "gpl-3.0" },
    { "ISC", "isc" },
    { "LGPL-2.1-only", "lgpl-2.1" },
    { "LGPL-2.1-or-later", "lgpl-2.1" },
    { "LGPL-3.0-only", "lgpl-3.0" },
    { "LGPL-3.0-or-later", "lgpl-3.0" },
    { "LPPL-1.3c", "lppl-1.3c" },
    { "MIT", "mit" },
    { "MPL-2.0", "mpl-2.0" },
    { "MS-PL", "ms-pl" },
    { "NCSA", "ncsa" },
    { "ODC-By-1.0", "odc-by" },
    { "ODbL-1.0", "odbl" },
    { "OFL-1.1", "ofl-1.1" },
    { "OSL-3.0", "osl-3.0" },
    { "PDDL-1.0", "pddl" },
    { "PostgreSQL", "postgresql" },
    { "Unlicense", "unlicense" },
    { "WTFPL", "wtfpl" },
    { "Zlib", "zlib" },
    { "etalab-2.0", "etalab-2.0" },
};

const char *bed__hub_license(const char *spdx)
{
    for (size_t i = 0; i < sizeof licenses / sizeof licenses[0]; i++)
        if (strcmp(licenses[i].spdx, spdx) == 0)
            return licenses[i].hub;
    return NULL;
}
