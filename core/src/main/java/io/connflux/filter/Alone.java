package io.connflux.filter;

import io.connflux.model.Protocol;
import java.util.EnumSet;
import java.util.Set;

/** Whether all that a filter means is of one kind, as far as can be said without looking at a connection. */
enum Alone {
    IPV6 {
        @Override
        boolean is(Clause clause, boolean negated) {
            return clause instanceof Clause.Family family
                    ? family.ipv6() != negated
                    : !negated && clause instanceof EndClause.Network network && isOfIpv6(network);
        }
    },
    UDP {
        @Override
        boolean is(Clause clause, boolean negated) {
            return isNone(EVERY_TCP, clause, negated);
        }
    },
    TCP {
        @Override
        boolean is(Clause clause, boolean negated) {
            return isNone(EVERY_UDP, clause, negated);
        }
    };

    private static final Set<Protocol> EVERY_TCP = EnumSet.of(Protocol.TCP, Protocol.TCP6);
    private static final Set<Protocol> EVERY_UDP = EnumSet.complementOf(EnumSet.copyOf(EVERY_TCP));

    /** Whether whatever a clause means, or does not mean where it is negated, is of this kind. */
    abstract boolean is(Clause clause, boolean negated);

    boolean of(Filter filter) {
        return of(filter, false);
    }

    /** What is negated is asked of its parts: {@code not (ip or port = 443)} is {@code ip6 and port != 443}. */
    private boolean of(Filter filter, boolean negated) {
        if (filter instanceof Combination.Not not) {
            return of(not.operand(), !negated);
        }
        if (filter instanceof Combination.And and) {
            return negated
                    ? and.operands().stream().allMatch(each -> of(each, true))
                    : and.operands().stream().anyMatch(each -> of(each, false));
        }
        if (filter instanceof Combination.Or or) {
            return negated
                    ? or.operands().stream().anyMatch(each -> of(each, true))
                    : or.operands().stream().allMatch(each -> of(each, false));
        }
        return filter instanceof Clause clause && is(clause, negated);
    }

    private static boolean isNone(Set<Protocol> others, Clause clause, boolean negated) {
        return clause instanceof Clause.Protocols some
                && others.stream().allMatch(other -> some.protocols().contains(other) == negated);
    }

    /** The address {@code ::} is at the end of mapped ones too, as long as none is chosen. */
    private static boolean isOfIpv6(EndClause.Network network) {
        boolean hasMapped = network.means(0, 0xFFFFL << 32, true, 0)
                || EndClause.isMapped(
                        network.address().high(), network.address().low());
        return network.address().ipv6() && !hasMapped && !network.means(0, 0, true, 0);
    }
}
