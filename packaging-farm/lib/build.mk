# Builds what is stale: $(FARM_GRAPH), made by graph.awk, has the graph, depends/PACKAGE is newer than all it was built of.
# Run in $(FARM_CACHE) by run.sh.

include $(FARM_GRAPH)

depends/%:
	@"$(FARM_LIB)/$(RECIPE.$*)" $* $(STAGED.$*)
