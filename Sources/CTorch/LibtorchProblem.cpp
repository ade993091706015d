// What is compiled in place of the binding where Package.swift finds no libtorch that can be used.
static_assert(false, CTORCH_LIBTORCH_PROBLEM);
