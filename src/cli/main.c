#include <stdio.h>

int main(void)
{
    puts("bedside " BEDSIDE_VERSION);
    return 0;
}
