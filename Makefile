# The front door. Every target says what it does; `make` builds build/release/bedside.
.PHONY: all setup demo test clean
all: build/release/build.ninja
	@cmake --build --preset release

build/release/build.ninja: CMakeLists.txt CMakePresets.json
	@cmake --preset release

test: all
	@ctest --preset release

clean:
	rm -rf build
