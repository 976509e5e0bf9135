package io.connflux.model;

import org.jspecify.annotations.Nullable;

/**
 * What a process's control group says about where it runs. Of containers in containers and of units in units it is the
 * innermost.
 *
 * @param container the container's id, or its name where its runtime goes by names; null outside of a container
 * @param runtime docker, containerd, cri-o, podman, systemd-nspawn, lxc, or kubernetes where the group's name says no more
 *     than that; null where it says nothing, and outside of a container
 * @param pod the uid of its Kubernetes pod; null where there is none
 * @param unit the systemd unit, {@code nginx.service} for example; null where there is none
 */
public record ControlGroup(
        @Nullable String container,
        @Nullable String runtime,
        @Nullable String pod,
        @Nullable String unit) {

    /** Nothing is known, or nothing is there to know. */
    public static final ControlGroup NONE = new ControlGroup(null, null, null, null);
}
