import KernelContract

/// The kernels of one instruction set.
///
/// These sources are compiled once for each set: `KernelsV3` and `KernelsV4` are links to this folder. Pointers come in,
/// and nothing generic of the standard library is instantiated, since such code is shared between targets by the linker.
package enum VectorKernels: KernelSet {}
