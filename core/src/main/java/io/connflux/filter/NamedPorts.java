package io.connflux.filter;

import io.connflux.filter.value.Numbers;
import java.util.List;
import java.util.Optional;

/** Which ports a filter names, so that a source need not tell of others. */
final class NamedPorts {

    private NamedPorts() {}

    /** Those of the first of the clauses that names some, of those which all have to be true; of all that may be true instead. */
    static Optional<Numbers> of(Filter filter) {
        if (filter instanceof Combination.And and) {
            return and.operands().stream().flatMap(each -> of(each).stream()).findFirst();
        }
        if (filter instanceof Combination.Or or) {
            List<Numbers> each =
                    or.operands().stream().flatMap(one -> of(one).stream()).toList();
            return each.size() < or.operands().size()
                    ? Optional.empty()
                    : each.stream().reduce(Numbers::and);
        }
        return filter instanceof EndClause.Ports ports ? Optional.of(ports.ports()) : Optional.empty();
    }
}
