package io.connflux.stream.netlink;

/** JNA, which is an optional dependency: without it the JVM would miss a class whose name says nothing to anybody. */
final class JavaNativeAccess {

    private JavaNativeAccess() {}

    /**
     * Before any other class is touched that needs it.
     *
     * @throws IllegalStateException which says what has to be added, where it is not there
     */
    static void require() {
        try {
            Class.forName("com.sun.jna.Native", false, JavaNativeAccess.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalStateException(
                    "netlink needs JNA, which is not there: add the dependency net.java.dev.jna:jna"
                            + (JavaNativeAccess.class.getModule().isNamed()
                                    ? " and start Java with --add-modules com.sun.jna"
                                    : ""),
                    e);
        }
    }
}
