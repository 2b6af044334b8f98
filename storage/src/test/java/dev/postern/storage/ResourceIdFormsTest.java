package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.postern.model.ec2.ResourceId;
import org.junit.jupiter.api.Test;

final class ResourceIdFormsTest {
    @Test
    void everyKindOfIdHasItsForm() {
        SimpleModule module = new SimpleModule();
        ResourceIdForms.add(module);
        JsonMapper mapper = JsonMapper.builder().addModule(module).build();
        for (Class<?> kind : ResourceId.class.getPermittedSubclasses()) {
            assertThatThrownBy(() -> mapper.readValue("\"other-0123456789abcdef0\"", kind))
                    .as(kind.getSimpleName())
                    .isInstanceOf(InvalidFormatException.class)
                    .hasMessageContaining("not an id");
        }
    }
}
