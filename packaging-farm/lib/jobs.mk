# Prints packaging-farm.conf and every job file as lines of fields with | between them: one make for all of them.
# jobs.sh runs it with FARM_ETC, FARM_CACHE, FARM_LIB, FARM_RUN, FARM_JOBS and, for --var, FARM_VARIABLE and FARM_VARIABLE_OF.

GIT_REVISION = master
DISTRIBUTIONS = $(shell . /etc/os-release && echo "$$VERSION_CODENAME")
ARCHITECTURES = $(shell dpkg --print-architecture)
SUPPORTED_DISTRIBUTIONS = $(FARM_DEFAULT.DISTRIBUTIONS)
SUPPORTED_ARCHITECTURES = $(FARM_DEFAULT.ARCHITECTURES)
COMPONENT = main
VERSION =
VERSION_COMPUTE = true
VERSION_FLAVOR =
BUILD_ROOT = auto
MIRROR =
PARALLEL = $(shell nproc)
SIGN_WITH =
REPOSITORY_URL =

-include $(FARM_ETC)/packaging-farm.conf

# What a job file may say otherwise for itself.
FARM_SHARED := DISTRIBUTIONS ARCHITECTURES COMPONENT VERSION VERSION_COMPUTE VERSION_FLAVOR
$(foreach v,$(FARM_SHARED),$(eval FARM_DEFAULT.$v := $$($v)))
$(foreach v,GIT_REVISION SUPPORTED_DISTRIBUTIONS SUPPORTED_ARCHITECTURES BUILD_ROOT MIRROR PARALLEL SIGN_WITH REPOSITORY_URL,\
  $(info CONF|$v|$(strip $($v))))
$(if $(FARM_VARIABLE_OF),,$(eval FARM_VALUE = $$($(FARM_VARIABLE))))

PACKAGES :=
META_PACKAGES :=
LIBDIR := $(FARM_LIB)

define farm_read
FARM_JOB := $(1)
PACKAGE :=
ROLE :=
VERSION_UPSTREAM :=
SOURCE_GIT :=
DEBIAN_GIT :=
CHILD_PACKAGES :=
$(foreach v,$(FARM_SHARED),$(eval $v := $$(FARM_DEFAULT.$v)))
include $(FARM_CACHE)/build/$(1)/Makefile
endef
$(foreach job,$(FARM_JOBS),$(eval $(call farm_read,$(job))))

$(foreach v,$(FARM_SHARED),$(eval $v := $$(FARM_DEFAULT.$v)))
$(info VARIABLE||$(strip $(FARM_VALUE)))

.PHONY: all
all: ;
