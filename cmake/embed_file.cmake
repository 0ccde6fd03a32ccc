# Writes the bytes of INPUT as a C constant SYMBOL into OUTPUT.
file(READ ${INPUT} hex HEX)
string(LENGTH "${hex}" digits)
math(EXPR bytes "${digits} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," body "${hex}")
file(WRITE ${OUTPUT}
     "#include <stddef.h>\nextern const unsigned char ${SYMBOL}[];\nextern const size_t ${SYMBOL}_bytes;\n"
     "const unsigned char ${SYMBOL}[] = {${body}0};\nconst size_t ${SYMBOL}_bytes = ${bytes};\n")
