#pragma once

// The wheel of libtorch holds Gloo but not its headers. c10d's header for it names a few types, and uses them through pointers:
// these declarations are all that it needs. Nothing here is constructed, so nothing depends on how the types are laid out.
