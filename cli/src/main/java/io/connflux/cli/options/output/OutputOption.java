package io.connflux.cli.options.output;

import io.connflux.cli.options.value.FormatOption;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code FILE[,format=F][,filter=EXPR]}. An expression may have commas, as in {@code port in {80, 443}}: it is the rest of the
 * text. A file's name may have them too, where no {@code word=} follows.
 */
public final class OutputOption implements ITypeConverter<Output> {

    private static final Pattern KEY = Pattern.compile(",([A-Za-z_-]+)=");

    @Override
    public Output convert(String text) {
        Matcher key = KEY.matcher(text);
        boolean found = key.find();
        String file = found ? text.substring(0, key.start()) : text;
        FormatOption.@Nullable Format format = null;
        String expression = "";
        while (found) {
            int from = key.end();
            String name = key.group(1);
            if (name.equals("filter")) {
                expression = text.substring(from);
                found = false;
            } else if (name.equals("format") && format == null) {
                found = key.find();
                format = new FormatOption().convert(text.substring(from, found ? key.start() : text.length()));
            } else {
                throw new TypeConversionException("'" + name
                        + (format != null && name.equals("format")
                                ? "' is given twice"
                                : "' is neither format nor filter, as in FILE,format=ecs,filter=tcp"));
            }
        }
        return new Output(path(file), format, expression);
    }

    private static @Nullable Path path(String file) {
        if (file.isEmpty()) {
            throw new TypeConversionException("there is no file, as in FILE,format=ecs,filter=tcp");
        }
        try {
            return file.equals("-") ? null : Path.of(file);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + file + "' is no name of a file: " + e.getReason());
        }
    }
}
