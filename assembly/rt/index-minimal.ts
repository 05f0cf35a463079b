/**
 * The memory runtime of every module. The build puts this file in the place of AssemblyScript's own `rt/index-minimal`; as it is read
 * there, it names this package in full.
 */
import "sluice/assembly/rt/objects";
import "sluice/assembly/rt/collect";
import "sluice/assembly/rt/unmanaged";
import "sluice/assembly/rt/values";
